"""Forms that other people's tools read: flame graphs, profilers, code scanning, test reports, pull requests."""
