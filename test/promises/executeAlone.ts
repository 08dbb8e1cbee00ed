/**
 * Runs a node without n8n, which costs more than the node itself: parameters are the given ones and the
 * defaults, expressions take one field of the item. test/support/runWorkflow.ts has the real engine.
 */
import {
	NodeHelpers,
	type IDataObject,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
} from 'n8n-workflow';
import type { ConnectionSettings } from '../../exchange/settings';

export interface ExecuteOptions {
	credential: ConnectionSettings;
	items: IDataObject[];
	parameters: INodeParameters;
}

/** What came out of a node that goes on after errors. */
export interface Executed {
	/** By output. Failed items have `error`; here they stand among the others. */
	json: IDataObject[][];
	/** Why the node stopped. */
	error?: Error;
}

export type Execute = (type: INodeType, options: ExecuteOptions) => Promise<Executed>;

export async function executeAlone(type: INodeType, options: ExecuteOptions): Promise<Executed> {
	try {
		const outputs = (await type.execute!.call(contextOf(type, options))) as INodeExecutionData[][];
		return { json: outputs.map((output) => output.map(({ json }) => json)) };
	} catch (error) {
		return { json: [], error: error as Error };
	}
}

function contextOf(type: INodeType, { credential, items, parameters }: ExecuteOptions) {
	const node: INode = {
		id: 'node-1',
		name: 'Exchange',
		type: type.description.name,
		typeVersion: 1,
		position: [0, 0],
		parameters,
		onError: 'continueErrorOutput',
	};
	const all = withDefaults(type, node);
	const given = items.map((json) => ({ json }));
	const kept = {};
	const executed = { data: { main: [given] }, node, source: null };
	const context = {
		additionalData: {},
		addExecutionHints: () => undefined,
		continueOnFail: () => true,
		getContext: () => kept,
		getCredentials: async () => credential,
		getExecuteData: () => executed,
		getExecutionCancelSignal: () => undefined,
		getInputData: () => given,
		getMode: () => 'trigger',
		getNode: () => node,
		getTimezone: () => 'Europe/Berlin',
		getNodeParameter(name: string, item: number, fallback: unknown, options?: IDataObject) {
			const value = name
				.split('.')
				.reduce<unknown>((value, part) => (value as IDataObject | undefined)?.[part], all);
			if (value === undefined) {
				if (fallback === undefined && !options) throw new Error(`No parameter ${name}`);
				return fallback;
			}
			const isLocator = isObject(value) && value.__rl === true && options?.extractValue === true;
			return resolved(isLocator ? value.value : value, items[item]);
		},
		getWorkflowDataProxy: () => ({ $runIndex: 0 }),
		getWorkflow: () => ({ id: 'workflow-1', name: 'Workflow', active: false }),
	};
	return context as unknown as IExecuteFunctions;
}

const known = new Map<string, INodeParameters>();

function withDefaults({ description }: INodeType, node: INode): INodeParameters {
	const key = JSON.stringify(node.parameters);
	const found = known.get(key);
	if (found) return found;
	const { properties } = description;
	const all = NodeHelpers.getNodeParameters(
		properties,
		node.parameters,
		true,
		false,
		node,
		description,
	)!;
	known.set(key, all);
	return all;
}

function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function resolved(value: unknown, item: IDataObject): unknown {
	if (isObject(value)) {
		return Object.fromEntries(
			Object.entries(value).map(([name, one]) => [name, resolved(one, item)]),
		);
	}
	if (typeof value !== 'string' || !value.startsWith('=')) return value;
	const [, field] = /^=\{\{ \$json\.(\w+) \}\}$/.exec(value) ?? [];
	if (field === undefined) throw new Error(`No expression that is known here: ${value}`);
	return item[field];
}
