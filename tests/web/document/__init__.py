"""What the document says of fields, bodies and values, and that nothing is said twice or left out."""
