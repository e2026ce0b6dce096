"""Numbers to pictures and tables: nothing here knows where they come from or go to."""
