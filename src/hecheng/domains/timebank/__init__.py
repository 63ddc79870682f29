"""The time bank: hours that volunteers chose to give, kept in double entry. Knows no activities."""
