"""Reading the journey, within the reader's rights: `queries.needs`, `.sessions`, `.menu`, `.plans`, `.records`.

Each function takes the `actor` and plain filters and returns a queryset with what a list shows at hand, or one row.
"""
