# The production image: one for the web server, the worker, the clock and the migrations.

FROM node:24-slim@sha256:a9f5f7c91a432850b2a8a7797adf5eadb6c733ceed61167806cee7ea7fbc29df AS front
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund
COPY static static
COPY agencies/signing_in/passwords/build.mjs agencies/signing_in/passwords/build.mjs
RUN npm run build

FROM python:3.13-slim@sha256:9d2e5553305c7c7b0097999bb17187c69b921ccd6bc9d40e4bb5ebe652c00285 AS packages
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN uv sync --locked --no-default-groups --no-cache --link-mode copy

FROM python:3.13-slim@sha256:9d2e5553305c7c7b0097999bb17187c69b921ccd6bc9d40e4bb5ebe652c00285
RUN useradd --system --uid 10001 mash && mkdir /data && chown mash /data
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=mash.settings DATA_DIR=/data STATIC_ROOT=/app/assets
COPY --from=packages /app/.venv .venv
COPY manage.py ./
COPY mash mash
COPY audit audit
COPY agencies agencies
COPY referrals referrals
COPY templates templates
COPY static static
COPY --from=front /app/static/vendor static/vendor
COPY --from=front /app/agencies/signing_in/passwords/breached.txt.gz agencies/signing_in/passwords/
# Collecting files needs settings that load, but reaches nothing they name.
RUN SECRET_KEY=building DATABASE_URL=postgres://building REDIS_URL=redis://building python manage.py collectstatic --no-input
USER mash
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "mash.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "mash.web_server.WaitressWorker", "--workers", "4", "--threads", "8", \
     "--worker-tmp-dir", "/dev/shm", "--access-logfile", "-", "--logger-class", "mash.web_log.WebLog"]
