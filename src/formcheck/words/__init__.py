"""Every sentence, unit and amount that a user reads or hears."""
