/**
 * The house rules on imports, types included: npm run lint:imports.
 * Dependencies go one way, nodes → exchange → transport; what is pure does no input or output.
 */

/** What every folder of the library may use: errors, checked settings, turns of the event loop. */
const basics =
	'^exchange/(errors|settings|eventLoop|compiledCode|concurrency|inputs|adminCommands|powershell|shell|trace|urlOf)\\.ts$';

/** Folders and files that decide, and leave it to others to ask and to write. */
const pure = `^exchange/(${[
	'changes/compare',
	'push/plan/',
	'calendar/',
	'calendars/availability/search/',
	'watch/(mailboxState|groups|timetable)\\.ts$',
].join('|')})`;

module.exports = {
	forbidden: [
		{
			name: 'no-circles',
			severity: 'error',
			comment: 'Files that import each other can only be understood together.',
			from: {},
			to: { circular: true },
		},
		{
			name: 'exchange-knows-no-n8n',
			severity: 'error',
			comment: 'The library works without n8n.',
			from: { path: '^exchange/' },
			to: { path: '^(nodes|credentials)/|^index\\.ts$|node_modules/(n8n-workflow|n8n-core)/' },
		},
		{
			name: 'transport-is-the-lowest',
			severity: 'error',
			comment: 'Sockets know nothing of what is sent through them.',
			from: { path: '^exchange/transport/' },
			to: { path: '^exchange/', pathNot: ['^exchange/transport/', basics] },
		},
		{
			name: 'xml-is-only-xml',
			severity: 'error',
			comment: 'The reader and the writer know neither EWS nor settings.',
			from: { path: '^exchange/xml/' },
			to: {
				path: '^exchange/',
				pathNot: ['^exchange/xml/', '^exchange/(errors|compiledCode)\\.ts$'],
			},
		},
		{
			name: 'sockets-in-transport',
			severity: 'error',
			comment: 'Only the transport and the probes of the connection test open sockets.',
			from: {
				path: '^(exchange|nodes|credentials)/',
				pathNot: '^exchange/(transport/|diagnosis/(probes/|endpoint\\.ts))',
			},
			to: { path: '^(node:)?(net|tls|http|http2|https|dgram)$' },
		},
		{
			name: 'pure',
			severity: 'error',
			comment:
				'Comparing, planning, searching and calendars do no input or output, and know nobody who does.',
			from: { path: pure },
			to: {
				path: [
					'^exchange/ews/(request|readItemBatches|library/|operations/)',
					'^exchange/(transport|diagnosis|autodiscover|mailboxes)/',
					'^exchange/connection\\.ts$',
					'^exchange/push/(carryOut/|[a-z]\\w+\\.ts$)',
					'^(node:)?(fs|fs/promises|net|tls|http|https|child_process|timers|timers/promises)$',
				],
			},
		},
		{
			name: 'pure-all-the-way',
			severity: 'error',
			comment: 'Nor do those whom they import.',
			from: { path: pure },
			to: {
				reachable: true,
				path: [
					'^exchange/ews/(request|streamedAnswers|readItemBatches|library/\\w+)\\.ts$',
					'^exchange/transport/(createTransport|createRetryPolicy|connectionPool|openSocket)\\.ts$',
					'^(node:)?(fs|fs/promises|net|tls|http|https|child_process|timers|timers/promises)$',
				],
			},
		},
		{
			name: 'ews-below-its-users',
			severity: 'error',
			comment: 'The client of EWS knows no feature that is built on it.',
			from: { path: '^exchange/ews/' },
			to: { path: '^exchange/(changes|push|mailboxes|diagnosis|calendars|watch)/' },
		},
		{
			name: 'one-entry-to-ews-javascript-api',
			severity: 'error',
			comment: 'One file wraps the library, so that it is bundled and hardened once.',
			from: {
				path: '^(exchange|nodes|credentials)/',
				pathNot: '^exchange/ews/library/(library|loadLibrary)\\.ts$',
			},
			to: { path: 'node_modules/ews-javascript-api/', dependencyTypesNot: ['type-only'] },
		},
		{
			name: 'no-orphans',
			severity: 'error',
			comment: 'A file that nobody imports is dead.',
			from: { orphan: true, path: '^(exchange|nodes)/', pathNot: '\\.(d\\.ts|node\\.ts|json)$' },
			to: {},
		},
	],
	options: {
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.json' },
		doNotFollow: { path: 'node_modules' },
		includeOnly: {
			path: '^(exchange|nodes|credentials|index\\.ts|node_modules|(node:)?[a-z_/]+$)',
		},
	},
};
