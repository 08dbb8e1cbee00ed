import { configWithoutCloudSupport } from '@n8n/node-cli/eslint';
import { globalIgnores } from 'eslint/config';

export default [
	globalIgnores(['build', '.cache', 'coverage', 'test/conformance/**/*.py']),
	...configWithoutCloudSupport,
];
