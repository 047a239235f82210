/** What PostgreSQL is told, beyond its defaults. */
export const databaseParameters: readonly { name: string; value: string; applyMethod?: string }[] = [
  { name: 'rds.force_ssl', value: '1' },
  { name: 'log_min_duration_statement', value: '500' },
  { name: 'log_connections', value: '1' },
  { name: 'log_disconnections', value: '1' },
  { name: 'shared_preload_libraries', value: 'pg_stat_statements,pgaudit', applyMethod: 'pending-reboot' },
  { name: 'pg_stat_statements.track', value: 'all' },
  { name: 'idle_in_transaction_session_timeout', value: '60000' },
]
