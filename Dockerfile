# Production image: needs DATABASE_URL and Slack credentials (README, "Settings"). Local mode is not part of it.
FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="Keysteward" \
      org.opencontainers.image.description="A self-hosted Slack bot that keeps a team's API keys in order and gets a leaked one killed, fast and provably." \
      org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json ./
COPY migrations migrations
COPY src src
# For reports made while the database is away; mount a volume there to keep them with the container gone.
RUN install -d -o node -g node .keysteward
USER node
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# As "npm start" does: a heap that stays near what is in use.
CMD ["node", "--max-semi-space-size=8", "--heap-growing-percent=20", "src/start.js"]
