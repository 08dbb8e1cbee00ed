import type { IConnections, INode, INodeParameters } from 'n8n-workflow';
import { addWorkflow, type AddedWorkflow } from '../../scripts/lib/demoWorkflows.mjs';
import type { N8nClient } from '../../scripts/lib/n8nClient.mjs';

let workflows = 0;

/** A step of a test's workflow. */
export interface Step {
	name: string;
	type: string;
	typeVersion?: number;
	parameters?: INodeParameters;
	onError?: INode['onError'];
	/** Names of the steps after each output, top to bottom. */
	next?: string[][];
}

/** A credential in n8n; of the account type unless it says otherwise. */
export interface SavedCredential {
	id: string;
	name: string;
	type?: string;
}

/** One of our nodes under the test's credential. */
export function ours(type: string, name: string, parameters: INodeParameters, more = {}): Step {
	return { name, type: `n8n-nodes-exchange-server.${type}`, typeVersion: 1, parameters, ...more };
}

/** Gives out these items, whatever comes in. */
export function items(list: object[], next: string): Step[] {
	const parameters = { mode: 'raw', jsonOutput: JSON.stringify({ list }), options: {} };
	return [
		{ name: 'List', type: 'n8n-nodes-base.set', typeVersion: 3.4, parameters, next: [['Items']] },
		{
			name: 'Items',
			type: 'n8n-nodes-base.splitOut',
			parameters: { fieldToSplitOut: 'list', options: {} },
			next: [[next]],
		},
	];
}

/** Takes whatever comes, and shows when it ran. */
export function end(name: string): Step {
	return { name, type: 'n8n-nodes-base.noOp' };
}

/** Saves a workflow in production: Manual and Webhook start its first step. */
export async function saveWorkflow(
	client: N8nClient,
	credential: SavedCredential,
	steps: Step[],
): Promise<AddedWorkflow> {
	const path = `test-${++workflows}`;
	const start = [[steps[0].name]];
	const all: Step[] = [
		{
			name: 'Webhook',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2.1,
			parameters: { httpMethod: 'POST', path, responseMode: 'lastNode', options: {} },
			next: start,
		},
		{ name: 'Manual', type: 'n8n-nodes-base.manualTrigger', next: start },
		...steps,
	];
	return await addWorkflow(client, {
		name: path,
		nodes: all.map((step, index) => toNode(step, index, credential, path)),
		connections: Object.fromEntries(all.map(({ name, next }) => [name, toConnections(next)])),
		settings: { executionOrder: 'v1' },
	});
}

/** Steps are drawn in columns; what a step's outputs lead to, top to bottom in the order given. */
function toNode(
	{ name, type, typeVersion = 1, parameters = {}, onError }: Step,
	index: number,
	{ id, name: credentialName, type: credentialType = 'exchangeServerApi' }: SavedCredential,
	path: string,
): INode {
	return {
		id: `${path}-${index}`,
		name,
		type,
		typeVersion,
		parameters,
		position: [240 * index, 120 * index],
		...(onError && { onError }),
		...(name === 'Webhook' && { webhookId: path }),
		...(type.startsWith('n8n-nodes-exchange-server.') && {
			credentials: { [credentialType]: { id, name: credentialName } },
		}),
	};
}

function toConnections(next: string[][] = []): IConnections[string] {
	return {
		main: next.map((targets) => targets.map((node) => ({ node, type: 'main', index: 0 }))),
	};
}
