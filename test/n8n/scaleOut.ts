/** The example workflow for thousands of mailboxes, put into an n8n, and what arrives downstream of it. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { INode } from 'n8n-workflow';
import { withCredential } from '../../scripts/lib/demoWorkflows.mjs';
import type {
	N8nClient,
	N8nRequestFailed,
	WorkflowTemplate,
} from '../../scripts/lib/n8nClient.mjs';
import type { DownstreamStore } from './downstreamStore';
import { until } from './standstill';
import type { SavedCredential } from './workflow';

const file = path.resolve(__dirname, '../../workflows/thousandsOfMailboxes.json');

/** The name of the downstream table that the workflow fills. */
export const scaleOutTable = 'scaleOut';

export interface ScaleOut {
	id: string;
	/** Starts the batches, as the schedule would; resolves when all of them are in the queue. */
	start(): Promise<void>;
}

/** The workflow with those mailboxes in it, in production; a webhook stands for its schedule. */
export async function addScaleOut(
	client: N8nClient,
	credential: SavedCredential,
	store: DownstreamStore,
	mailboxes: readonly string[],
): Promise<ScaleOut> {
	const template = JSON.parse(await readFile(file, 'utf8')) as WorkflowTemplate;
	const header = { name: 'Batches', type: 'httpHeaderAuth' };
	const { id: headerId } = await client.createCredential({
		...header,
		data: { name: 'X-Batch', value: 'of-our-own' },
	});
	const changed = (node: INode): INode => {
		const { name, parameters } = node;
		const isOpen = ['Start a Batch', 'Batch'].includes(name);
		const credentials = isOpen
			? { httpHeaderAuth: { id: headerId, name: header.name } }
			: node.credentials;
		switch (name) {
			case 'Every 15 Minutes':
				return {
					...node,
					type: 'n8n-nodes-base.webhook',
					typeVersion: 2.1,
					webhookId: 'scale-out',
					parameters: {
						httpMethod: 'POST',
						path: 'scale-out',
						responseMode: 'lastNode',
						options: {},
					},
				};
			case 'Mailboxes':
				return {
					...node,
					parameters: { ...parameters, jsonOutput: JSON.stringify({ n8n: client.url, mailboxes }) },
				};
			case 'Your System': {
				const { type, typeVersion = 1, parameters: sends } = store.step(name, scaleOutTable);
				return { ...node, type, typeVersion, parameters: sends! };
			}
			default:
				return { ...node, credentials };
		}
	};
	const { nodes, ...rest } = withCredential(template, credential);
	const { id } = await client.createWorkflow({ ...rest, nodes: nodes.map(changed) });
	await client.activate(id);
	const start = async () => {
		await until(
			async () =>
				// Activation goes on after n8n has answered to it.
				await client.request('POST', '/webhook/scale-out', {}).then(
					() => true,
					(error: unknown) => {
						if ((error as N8nRequestFailed).status === 404) return false;
						throw error;
					},
				),
		);
	};
	return { id, start };
}
