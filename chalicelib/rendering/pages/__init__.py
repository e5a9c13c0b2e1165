"""Templates of pages, and the labels and formats that pages and mails share."""
