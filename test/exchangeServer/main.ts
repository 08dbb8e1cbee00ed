import { parseArgs } from 'node:util';
import { startExchangeServer } from '.';
import { readBehaviours } from './behaviours';
import type { Product } from './contracts';

const { values } = parseArgs({
	options: {
		port: { type: 'string', default: '8080' },
		'https-port': { type: 'string', default: '8443' },
		product: { type: 'string', default: 'Exchange2019' },
		seed: { type: 'string', default: '1' },
		behaviours: { type: 'string', default: '' },
	},
});

async function main(): Promise<void> {
	const server = await startExchangeServer({
		port: Number(values.port),
		httpsPort: Number(values['https-port']),
		product: values.product as Product,
		seed: Number(values.seed),
		behaviours: readBehaviours(values.behaviours),
	});
	const { company } = server;
	const { user, password } = company.serviceAccount;
	const lines = [
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
		'Ctrl-C stops it.',
	];
	process.stdout.write(`${lines.join('\n')}\n`);
	const stop = () => {
		void server.close().then(() => process.exit(0));
	};
	process.once('SIGINT', stop);
	process.once('SIGTERM', stop);
}

void main().catch((error: Error) => {
	process.stderr.write(`${error.message}\n`);
	process.exitCode = 1;
});
