# The dashboard as a container: pinned, hashed, without root.
#   docker build -t webcast-insights .
#   docker build -t webcast-insights --build-arg CHROMIUM=yes .    # with a browser that prints PDFs and charts
#   docker run -p 8501:8501 -v webcast-data:/data -e WEBCAST_MASTER_KEY_FILE=/run/secrets/master_key … webcast-insights
FROM python:3.12-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements.txt requirements-build.txt /src/
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --require-hashes -r /src/requirements.txt \
 && python -m venv /opt/build && /opt/build/bin/pip install --require-hashes -r /src/requirements-build.txt
COPY . /src
WORKDIR /src
# The demo's platform and its people are for trying out and for tests: what serves goes without.
RUN /opt/build/bin/hatchling build -t wheel && /opt/venv/bin/pip install --no-deps dist/*.whl \
 && rm -r /opt/venv/lib/python3*/site-packages/webcast/sandbox

FROM python:3.12-slim
# Debian's Chromium and fonts, several hundred MB: docs/deployment.md. A container gives it no sandbox of its own.
ARG CHROMIUM=no
ARG FONTS="fonts-inter fonts-noto-core fonts-noto-cjk"
# Debian's newest of a release: its security updates are what is wanted.
# hadolint ignore=DL3008
RUN if [ "$CHROMIUM" = yes ]; then \
      apt-get update && apt-get install -y --no-install-recommends chromium $FONTS && rm -rf /var/lib/apt/lists/*; \
    fi
ENV WEBCAST_BROWSER_SANDBOX=off
RUN useradd --create-home --uid 10001 webcast && mkdir /data && chown webcast /data
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 WEBCAST_DATA_DIR=/data
USER 10001
VOLUME /data
# As many processes as the container may use cores; WEBCAST_PROCESSES says otherwise.
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8501/healthz', timeout=4)"]
CMD ["webcast-insights", "serve", "--address", "0.0.0.0", "--port", "8501"]
