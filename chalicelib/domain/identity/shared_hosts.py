"""Hosts that many tenants share: each name directly below one belongs to another organisation.

Maintained by hand, for services that the private section of the Public Suffix List leaves out. A host is listed if its
owner's documentation says that a customer gets a name of its own directly below it. An operator adds more by
`SHARED_HOSTS`.
"""

# Microsoft 365 and Azure: https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges
_MICROSOFT = """
    onmicrosoft.com onmicrosoft.us onmicrosoft.de partner.onmschina.cn sharepoint.com sharepoint.us sharepoint.de
    sharepoint.cn dynamics.com crm.dynamics.com powerappsportals.com b2clogin.com ciamlogin.com
"""

# Each tenant's sign-in page: https://developer.okta.com/docs/concepts/okta-organizations/,
# https://auth0.com/docs/get-started/auth0-overview/create-tenants
_SIGN_IN = "okta.com oktapreview.com okta-emea.com okta-gov.com auth0.com eu.auth0.com us.auth0.com onelogin.com"

# Each customer's site of a service: help desks, wikis, staff, sales.
_SERVICES = """
    atlassian.net jira.com zendesk.com freshdesk.com freshservice.com freshworks.com helpscoutdocs.com intercom.help
    service-now.com my.salesforce.com my.site.com lightning.force.com slack.com monday.com bamboohr.com personio.de
    personio.com myworkday.com myworkdayjobs.com workable.com recruitee.com teamtailor.com odoo.com zohocreator.com
    box.com egnyte.com basecamphq.com teamwork.com zoom.us webex.com statuspage.io uservoice.com
"""

# Sites that anybody may open.
_SITES = """
    wordpress.com weebly.com weeblysite.com godaddysites.com squarespace.com pagesperso-orange.fr tumblr.com
    over-blog.com e-monsite.com jimdosite.com site123.me webnode.page canalblog.com
    livejournal.com bigcartel.com medium.com substack.com notion.site carrd.co gumroad.com blogspot.com
"""

SHARED_HOSTS = frozenset((_MICROSOFT + _SIGN_IN + _SERVICES + _SITES).split())
