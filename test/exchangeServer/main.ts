import { parseArgs } from 'node:util';
import { startExchangeServer } from '.';
import { readBehaviours } from './behaviours';
import type { Product } from './contracts';

const usage =
	'Options: --port 8080 --https-port 8443 (0: any free one) --product Exchange2019 --seed 1 --behaviours harsh';

const readOptions = () =>
	parseArgs({
		options: {
			help: { type: 'boolean', default: false },
			port: { type: 'string', default: '8080' },
			'https-port': { type: 'string', default: '8443' },
			product: { type: 'string', default: 'Exchange2019' },
			seed: { type: 'string', default: '1' },
			behaviours: { type: 'string', default: '' },
		},
	});

async function main(): Promise<void> {
	const { values } = readOptions();
	if (values.help) {
		process.stdout.write(`${usage}\n`);
		return;
	}
	const server = await startExchangeServer({
		port: Number(values.port),
		httpsPort: Number(values['https-port']),
		product: values.product as Product,
		seed: Number(values.seed),
		behaviours: readBehaviours(values.behaviours),
	});
	const { company } = server;
	const { user, password } = company.serviceAccount;
	const lines: string[] = [
		`Test Exchange (${values.product}, ${company.domain}) on this computer only`,
		`  EWS over HTTP   ${server.url}`,
		`  EWS over HTTPS  ${server.httpsUrl}`,
		'',
		`  Service account ${company.netbiosDomain}\\${user}   password ${password}`,
		'',
		'  User            Password                Mailbox',
		...company.people.map(
			(person) => `  ${person.user.padEnd(15)} ${person.password.padEnd(23)} ${person.smtpAddress}`,
		),
		'',
		'  Certificate of its authority, for the field CA Certificate (Show Advanced Settings):',
		server.caCertificate.trim(),
		'',
		usage,
		'Ctrl-C stops it.',
	];
	process.stdout.write(`${lines.join('\n')}\n`);
	const stop = () => {
		void server.close().then(() => process.exit(0));
	};
	process.once('SIGINT', stop);
	process.once('SIGTERM', stop);
}

void main().catch((error: NodeJS.ErrnoException & { port?: number }) => {
	const { code, port } = error;
	const isTaken = code === 'EADDRINUSE' || code === 'EACCES';
	const why = code === 'EACCES' ? 'may not be opened by you' : 'is in use by another program';
	const advice = `The port ${port} ${why}. Choose others, such as --port 0 --https-port 0 for any that are free.`;
	const isUnknown = code?.startsWith('ERR_PARSE_ARGS') === true;
	const message = isUnknown ? `${error.message}\n${usage}` : error.message;
	process.stderr.write(`${isTaken ? advice : message}\n`);
	process.exitCode = 1;
});
