/** The example workflows of demo/workflows, put into a running n8n. */

import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { projectFolder } from './ensureDependencies.mjs';

export const packageName = 'n8n-nodes-exchange-server';
export const credentialType = 'exchangeServerApi';

const files = {
	resolve: '1-resolve-mailboxes.json',
	test: '2-test-connection.json',
	sync: '3-sync-calendars.json',
};

/** Reads a template. @param {'resolve' | 'test' | 'sync'} name */
export async function readTemplate(name) {
	const file = path.join(projectFolder, 'demo', 'workflows', files[name]);
	return JSON.parse(await readFile(file, 'utf8'));
}

/** The path under /webhook/ that starts a workflow. */
export function webhookPath({ nodes }) {
	return nodes.find((node) => node.type === 'n8n-nodes-base.webhook').parameters.path;
}

/** Points every node of ours at a credential. */
export function withCredential(template, { id, name }) {
	const nodes = template.nodes.map((node) =>
		node.type.startsWith(`${packageName}.`)
			? { ...node, credentials: { [credentialType]: { id, name } } }
			: node,
	);
	return { ...template, nodes };
}

/** Changes parameters of one node: what a user does in the editor. */
export function withParameters(template, nodeName, parameters) {
	const nodes = template.nodes.map((node) =>
		node.name === nodeName ? { ...node, parameters: { ...node.parameters, ...parameters } } : node,
	);
	return { ...template, nodes };
}

/** Switches the schedule of a workflow off, so that it runs only when asked to; or on again. */
export function withSchedule(template, isOn) {
	const nodes = template.nodes.map((node) =>
		node.type === 'n8n-nodes-base.scheduleTrigger' ? { ...node, disabled: !isOn } : node,
	);
	return { ...template, nodes };
}

/**
 * Creates a workflow in n8n and switches it to production.
 * @param {import('./n8nClient.mjs').N8nClient} client
 * @returns {Promise<{ id: string, name: string, run: (body?: unknown) => Promise<Execution> }>}
 */
export async function addWorkflow(client, template) {
	const { id } = await client.createWorkflow(template);
	await client.activate(id);
	const path = webhookPath(template);
	return {
		id,
		name: template.name,
		/** A production run, as the schedule would start it; resolves when it has ended. */
		run: (body) => client.runByWebhook(id, path, body),
	};
}
