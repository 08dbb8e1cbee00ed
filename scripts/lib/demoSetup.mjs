/** A real n8n with this package installed, and the example workflows in it, on a test Exchange. */

import { readFile } from 'node:fs/promises';
import path from 'node:path';

import {
	addWorkflow,
	credentialType,
	readTemplate,
	withCredential,
	withSchedule,
} from './demoWorkflows.mjs';
import { startN8n } from './n8n.mjs';
import { installInN8n, packPackage, temporaryFolder } from './packageInstall.mjs';

export const owner = { email: 'owner@enyoi.example', password: 'Demo-Passw0rd' };

/**
 * What a user types into the credential to reach a test Exchange.
 * @param {import('../../test/exchangeServer').ExchangeServer} exchange
 */
export function credentialData(exchange) {
	const { company } = exchange;
	const own = `${company.serviceAccount.user}@${company.domain}`;
	const addresses = company.people.map(({ smtpAddress }) => smtpAddress);
	return {
		server: exchange.httpsUrl,
		version: 'Exchange2019',
		emailDns: company.domain,
		testMailbox: addresses.find((address) => address !== own) ?? '',
		user: `${company.netbiosDomain}\\${company.serviceAccount.user}`,
		password: company.serviceAccount.password,
		showAdvanced: true,
		caCertificate: exchange.caCertificate,
		maxConnections: 4,
	};
}

/**
 * Packs the built package and starts an n8n that has it installed the way users install it, with
 * its owner signed in.
 * @param {{ installation: { node: string, n8n: string }, cleanup: import('./cleanup.mjs').Cleanup,
 *   env?: NodeJS.ProcessEnv, install?: typeof installInN8n }} options what is started is stopped, and its folder removed, by `cleanup`
 */
export async function startN8nWithPackage({ installation, cleanup, env, install = installInN8n }) {
	const { folder, remove } = await temporaryFolder('exchange-server-n8n');
	cleanup.add(remove);
	const { tarball, files } = await packPackage(folder);
	const installedIn = await install(tarball, folder, installation.node);
	const n8n = await startN8n({ installation, userFolder: folder, env });
	cleanup.add(() => n8n.stop());
	await n8n.client.createOwner(owner);
	const manifest = JSON.parse(await readFile(path.join(installedIn, 'package.json'), 'utf8'));
	return { n8n, client: n8n.client, manifest, files, installedIn, tarball };
}

/** Creates the credential of the examples. */
export async function addCredential(client, exchange, changes = {}) {
	const data = { ...credentialData(exchange), ...changes };
	const wanted = { name: 'Exchange Server', type: credentialType, data };
	const { id } = await client.createCredential(wanted);
	return { ...wanted, id };
}

/**
 * Puts the three examples into n8n, in production, the schedule switched off: a run between two
 * others that nobody asked for would take their changes.
 */
export async function addExamples(client, credential) {
	const add = async (name) =>
		await addWorkflow(
			client,
			withSchedule(withCredential(await readTemplate(name), credential), false),
		);
	return { resolve: await add('resolve'), test: await add('test'), sync: await add('sync') };
}

/** Lets the sync example run by its schedule from now on. */
export async function switchScheduleOn(client, { id }, credential) {
	const { nodes, connections } = withSchedule(
		withCredential(await readTemplate('sync'), credential),
		true,
	);
	await client.updateWorkflow(id, { nodes, connections });
	await client.activate(id);
}
