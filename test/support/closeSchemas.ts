import { keepNoSchemas } from '../exchangeServer/schemaValidation';

// Runs before what a file itself does at its end, such as closing its server.
afterAll(keepNoSchemas);
