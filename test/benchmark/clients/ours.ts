/** This package as published: dist/, `getChanges` over the whole calendar. Usage: ours.ts URL [RUNS-BEFORE] */
import path from 'node:path';
import { measure, report } from '../measure';

// The built package, not the sources: what users run is what is measured.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { connect, getChanges } = require(
	path.resolve(__dirname, '../../../dist/index.js'),
) as typeof import('../../../index');

async function run(): Promise<void> {
	const exchange = connect({
		server: process.argv[2],
		version: 'Exchange2019',
		emailDns: 'enyoi.example',
		user: 'svc-n8n',
		password: 'benchmark',
		authScheme: 'basic',
	});
	const measurement = await measure(
		async () => {
			let items = 0;
			const changes = getChanges(exchange, {
				mailbox: 'alice@enyoi.example',
				expand: 'series',
				pastDays: 30,
				futureDays: 400,
				includeBody: 'text',
				privacy: 'full',
			});
			for await (const change of changes) if (change.subject) items++;
			return items;
		},
		Number(process.argv[3] ?? 0),
	);
	await exchange.close();
	report(measurement);
}

void run();
