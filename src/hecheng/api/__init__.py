"""The public interface: `/api/v1/…`, the same actions and permissions as the pages, described by OpenAPI.

Read in this order: `asking` (who asks), `answers` (what is said when it cannot be done), `kinds` (what may be sent and what
is shown), then one module per domain.
"""
