"""From the domain to text: pages, mails, URLs and languages. Refuses to know HTTP and how a mail is sent."""
