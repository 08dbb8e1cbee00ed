import { configWithoutCloudSupport } from '@n8n/node-cli/eslint';
import { globalIgnores } from 'eslint/config';

/** n8n's rules for published packages don't concern what is never published; tests start processes. */
const unpublished = ['test/**', 'scripts/**', 'demo/**'];
const isForPackages = ({ rules = {} }) =>
	Object.keys(rules).some((rule) => rule.startsWith('@n8n/community-nodes/'));

export default [
	globalIgnores(['build', '.cache', 'coverage']),
	...configWithoutCloudSupport.map((config) =>
		isForPackages(config)
			? { ...config, ignores: [...(config.ignores ?? []), ...unpublished] }
			: config,
	),
];
