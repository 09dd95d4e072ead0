// Imported before a handler, whose logger reads its level when it is made.
process.env['POWERTOOLS_LOG_LEVEL'] = 'DEBUG';
