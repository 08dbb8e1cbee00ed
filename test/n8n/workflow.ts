import type { IConnections, INode, INodeParameters } from 'n8n-workflow';
import { addWorkflow, type AddedWorkflow } from '../../scripts/lib/demoWorkflows.mjs';
import type { Execution, N8nClient, WorkflowTemplate } from '../../scripts/lib/n8nClient.mjs';
import { syncParameters } from '../support/panelParameters';
import { until } from './standstill';

let workflows = 0;

/** A step of a test's workflow. */
export interface Step {
	name: string;
	type: string;
	typeVersion?: number;
	parameters?: INodeParameters;
	onError?: INode['onError'];
	/** Works on the first item that comes in alone. */
	executeOnce?: boolean;
	/** Names of the steps after each output, top to bottom. */
	next?: string[][];
}

/** A credential in n8n; of the account type unless it says otherwise. */
export interface SavedCredential {
	id: string;
	name: string;
	type?: string;
}

/** One of our nodes under the test's credential; its parameters by their names alone. */
export function ours(type: string, name: string, parameters: INodeParameters, more = {}): Step {
	const complete = type === 'syncCalendarItems' ? syncParameters(parameters) : parameters;
	const fullType = `n8n-nodes-exchange-server.${type}`;
	return { name, type: fullType, typeVersion: 1, parameters: complete, ...more };
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
	return await addWorkflow(client, toWorkflow(credential, path, all));
}

/** A workflow of these steps. */
export function toWorkflow(
	credential: SavedCredential,
	name: string,
	steps: readonly Step[],
): WorkflowTemplate {
	return {
		name,
		nodes: steps.map((step, index) => toNode(step, index, credential, name)),
		connections: Object.fromEntries(steps.map(({ name, next }) => [name, toConnections(next)])),
		settings: { executionOrder: 'v1' },
	};
}

/** A production run that has begun. */
export interface BegunRun {
	id: string;
	/** Its execution, once it has ended. */
	ended: Promise<Execution>;
}

/**
 * Begins a run of a workflow, also while another one is under way.
 * @param before the workflow's newest execution so far
 */
export async function begin(
	client: N8nClient,
	workflow: AddedWorkflow,
	before?: string,
): Promise<BegunRun> {
	const answered = workflow.run();
	let id: string | undefined;
	await until(async () => (id = await client.newestExecution(workflow.id)) !== before);
	return { id: id!, ended: answered.then(async () => await client.finishedExecution(id!)) };
}

/** So many events as items of a source, each half an hour long, from tomorrow on. */
export function shifts(count: number) {
	const first = new Date(Date.now() + 86_400_000).setUTCHours(0, 0, 0, 0);
	const at = (halfHours: number) => new Date(first + halfHours * 1_800_000).toISOString();
	return Array.from({ length: count }, (_, n) => ({
		externalId: String(n),
		event: { subject: `Shift ${n}`, start: at(n), end: at(n + 1) },
	}));
}

/** Pushes such items into a calendar. */
export function pushStep(mailbox: string): Step {
	return ours('syncCalendarItems', 'Push', {
		operation: 'push',
		mailbox: { __rl: true, mode: 'address', value: mailbox },
		source: 'planning',
	});
}

/** Steps are drawn in columns; what a step's outputs lead to, top to bottom in the order given. */
function toNode(
	{ name, type, typeVersion = 1, parameters = {}, onError, executeOnce }: Step,
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
		...(executeOnce && { executeOnce }),
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
