// Writes the JSON Schema of the app's configuration, which editors complete from. Run it after a change of the schema.
import { writeFileSync } from 'node:fs';
import { appConfigJsonSchema } from '../bin/config/schema';

writeFileSync('assets/schema/app-config.schema.json', `${JSON.stringify(appConfigJsonSchema(), null, 2)}\n`);
