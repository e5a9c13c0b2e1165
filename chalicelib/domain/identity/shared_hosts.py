"""Hosts that many tenants share: each name directly below one belongs to another organisation.

Maintained by hand, for services that the private section of the Public Suffix List leaves out. A host is listed if its
owner's documentation says that a customer gets a name of its own directly below it; the documentation is named beside
its hosts, with the word for that name. An operator adds more by `SHARED_HOSTS`.
"""

from collections.abc import Mapping

HOSTS_BY_SOURCE: Mapping[str, str] = {
    # Microsoft 365, Azure and Power Platform.
    "https://learn.microsoft.com/microsoft-365/admin/setup/domains-faq (fallback domain)": """
        onmicrosoft.com onmicrosoft.us onmicrosoft.de partner.onmschina.cn
    """,
    "https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges (tenant)": """
        sharepoint.com sharepoint.us sharepoint.de sharepoint.cn
    """,
    "https://learn.microsoft.com/power-platform/admin/new-datacenter-regions (organization)": """
        dynamics.com crm.dynamics.com crm2.dynamics.com crm3.dynamics.com crm4.dynamics.com crm5.dynamics.com
        crm6.dynamics.com crm7.dynamics.com crm8.dynamics.com crm9.dynamics.com crm11.dynamics.com
        crm12.dynamics.com crm14.dynamics.com crm15.dynamics.com crm16.dynamics.com crm17.dynamics.com
        crm19.dynamics.com crm20.dynamics.com crm21.dynamics.com crm.dynamics.cn crm.microsoftdynamics.us
    """,
    "https://learn.microsoft.com/power-pages/ (site address)": "powerappsportals.com",
    "https://learn.microsoft.com/azure/active-directory-b2c/b2clogin (tenant name)": "b2clogin.com ciamlogin.com",
    # Sign-in pages of a tenant.
    "https://developer.okta.com/docs/concepts/okta-organizations/ (Okta domain)": """
        okta.com oktapreview.com okta-emea.com okta-gov.com
    """,
    "https://auth0.com/docs/get-started/auth0-overview/create-tenants (tenant domain)": """
        auth0.com au.auth0.com ca.auth0.com eu.auth0.com jp.auth0.com uk.auth0.com us.auth0.com
    """,
    "https://developers.onelogin.com/ (subdomain)": "onelogin.com",
    # Help desks, wikis, staff and sales of a customer.
    "https://support.atlassian.com/ (site URL, page URL)": "atlassian.net jira.com statuspage.io",
    "https://support.zendesk.com/hc/en-us/articles/203660756 (subdomain)": "zendesk.com",
    "https://support.freshdesk.com/ (account URL)": "freshdesk.com freshservice.com freshworks.com myfreshworks.com",
    "https://docs.helpscout.com/ (Docs subdomain)": "helpscoutdocs.com",
    "https://www.servicenow.com/docs/ (instance name)": "service-now.com",
    "https://help.salesforce.com/s/articleView?id=products.domain_name_app_url_changes.htm (My Domain)": """
        my.salesforce.com sandbox.my.salesforce.com develop.my.salesforce.com my.salesforce-sites.com my.site.com
        force.com lightning.force.com
    """,
    "https://slack.com/help/ (workspace URL, org URL)": "slack.com enterprise.slack.com",
    "https://support.monday.com/ (account URL)": "monday.com",
    "https://help.bamboohr.com/ (company domain)": "bamboohr.com",
    "https://support.personio.de/ (account URL)": "personio.de personio.com",
    "https://doc.workday.com/ (external career site)": """
        myworkdayjobs.com wd1.myworkdayjobs.com wd2.myworkdayjobs.com wd3.myworkdayjobs.com wd5.myworkdayjobs.com
        wd10.myworkdayjobs.com wd12.myworkdayjobs.com wd103.myworkdayjobs.com wd105.myworkdayjobs.com
    """,
    "https://help.workable.com/ (account subdomain)": "workable.com",
    "https://docs.recruitee.com/ (careers site)": "recruitee.com",
    "https://support.teamtailor.com/ (career site subdomain)": "teamtailor.com",
    "https://www.odoo.com/documentation/ (database name)": "odoo.com",
    "https://help.zoho.com/portal/en/kb/creator (customer portal)": "zohocreatorportal.com",
    "https://support.box.com/ (custom subdomain)": "box.com app.box.com ent.box.com",
    "https://helpdesk.egnyte.com/ (Egnyte domain)": "egnyte.com",
    "https://basecamp.com/help/ (account URL)": "basecamphq.com",
    "https://support.teamwork.com/ (site name)": "teamwork.com",
    "https://support.zoom.com/ (vanity URL)": "zoom.us",
    "https://help.webex.com/ (site URL)": "webex.com",
    "https://help.uservoice.com/ (subdomain)": "uservoice.com",
    "https://help.canny.io/ (company subdomain)": "canny.io",
    # Sites, blogs, shops and courses that anybody may open.
    "https://wordpress.com/support/domains/ (free address)": "wordpress.com",
    "https://www.weebly.com/app/help/ (Weebly subdomain)": "weebly.com weeblysite.com",
    "https://www.godaddy.com/help/ (free domain)": "godaddysites.com",
    "https://support.squarespace.com/ (built-in domain)": "squarespace.com",
    "https://assistance.orange.fr/ (pages perso)": "pagesperso-orange.fr",
    "https://help.tumblr.com/ (blog URL)": "tumblr.com",
    "https://support.overblog.com/ (adresse du blog)": "over-blog.com",
    "https://www.e-monsite.com/ (sous-domaine)": "e-monsite.com",
    "https://help.jimdo.com/ (subdomain)": "jimdo.com jimdofree.com jimdosite.com",
    "https://support.site123.com/ (subdomain)": "site123.me",
    "https://www.webnode.com/support/ (subdomain)": "webnode.page",
    "https://support.strikingly.com/ (Strikingly URL)": "strikingly.com mystrikingly.com",
    "https://canalblog.com/ (adresse du blog)": "canalblog.com",
    "https://www.livejournal.com/support/faq/ (journal URL)": "livejournal.com",
    "https://help.typepad.com/ (blog address)": "typepad.com",
    "https://ghost.org/help/ (ghost.io address)": "ghost.io",
    "https://help.medium.com/ (publication subdomain)": "medium.com",
    "https://support.substack.com/ (publication URL)": "substack.com",
    "https://help-ru.tilda.cc/ (subdomain)": "tilda.ws",
    "https://knowledge.hubspot.com/ (default domain)": "hs-sites.com",
    "https://help.bigcartel.com/ (shop URL)": "bigcartel.com",
    "https://support.bigcommerce.com/ (store's permanent address)": "mybigcommerce.com",
    "https://gumroad.com/help (username)": "gumroad.com",
    "https://support.teachable.com/ (school subdomain)": "teachable.com",
    "https://support.thinkific.com/ (site subdomain)": "thinkific.com",
}

SHARED_HOSTS = frozenset(host for hosts in HOSTS_BY_SOURCE.values() for host in hosts.split())
