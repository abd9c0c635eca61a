"""The memory of this process for those who collect figures: Prometheus, OpenTelemetry, Grafana, Dask.

`own_figures` reads it, at most once in a while; each other module hands it on by one library, which is an extra:
`sparsemem[prometheus]`, `sparsemem[opentelemetry]`, `sparsemem[dask]`.
"""
