"""What every room stands on and no business knows: rows, scope, time, errors, crypto, jobs."""
