"""From the domain to text: pages, mails, URLs and languages. Does not depend on HTTP or on how mails are sent."""
