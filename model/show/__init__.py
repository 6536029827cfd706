"""What readers see: figures, tables and sentences, in Dutch or English, from an outcome and its decisions."""
