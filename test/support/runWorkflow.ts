/**
 * Runs one of the package's nodes in n8n's own engine: a trigger hands items to the node, n8n resolves
 * parameters and credentials, routes outputs and errors, and what came out is returned.
 */
import { ErrorReporter, ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	Workflow,
	createRunExecutionData,
	type ExecutionError,
	type IConnections,
	type ICredentialsHelper,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type INodeTypes,
	type ITaskData,
	type IWorkflowExecuteAdditionalData,
	type NodeExecutionHint,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import type { ConnectionSettings } from '../../exchange/settings';

export interface NodeRunOptions {
	/** What the trigger hands over; default: one empty item. */
	items?: IDataObject[];
	/** Binary data of the items, in their order. */
	binaries?: Array<INodeExecutionData['binary']>;
	parameters?: INodeParameters;
	credential: Partial<ConnectionSettings>;
	/** In place of one that always gives `credential`. */
	credentialsHelper?: ICredentialsHelper;
	/** `trigger` (default) is a production run, `manual` a test run in the editor. */
	mode?: WorkflowExecuteMode;
	/** Of the workflow that called this one; `integrated` is the mode then. */
	rootMode?: WorkflowExecuteMode;
	onError?: INode['onError'];
	/** Further settings of the node, such as Retry On Fail. */
	settings?: Pick<INode, 'executeOnce' | 'retryOnFail' | 'maxTries' | 'waitBetweenTries'>;
	/**
	 * Numbers of items in the branches that lead to the node: n8n runs it once for each, here for the last one
	 * first. Default: one branch with all.
	 */
	branches?: number[];
	workflowId?: string;
	/** Of the workflow; default: the instance's. */
	timeZone?: string;
	nodeId?: string;
	/** Stops the execution when it aborts. */
	signal?: AbortSignal;
}

export interface NodeRun {
	/** What each later run of the node gave, where several branches lead to it. */
	later: Array<Pick<NodeRun, 'json' | 'error'>>;
	/** Of each output of the node; the error output is the last one. */
	outputs: INodeExecutionData[][];
	/** The same without pairing and other metadata. */
	json: IDataObject[][];
	/** What the node says besides, shown over its output. */
	hints: NodeExecutionHint[];
	/** Why the node stopped. */
	error?: ExecutionError;
	/** n8n's own store for a workflow, after the run. */
	staticData: IDataObject;
}

function triggerOf(branches: number[]): INodeType {
	return {
		description: {
			displayName: 'Trigger',
			name: 'trigger',
			group: ['trigger'],
			version: 1,
			description: '',
			defaults: { name: 'Trigger' },
			inputs: [],
			outputs: branches.map(() => 'main' as const),
			properties: [],
		},
		async execute() {
			const left = [...this.getInputData()];
			return branches.map((count) => left.splice(0, count));
		},
	};
}

export async function runNode(type: INodeType, options: NodeRunOptions): Promise<NodeRun> {
	jest.spyOn(ErrorReporter.prototype, 'error').mockReturnValue();
	const workflow = workflowWith(type, options);
	const mode = options.mode ?? 'trigger';
	const items = (options.items ?? [{}]).map((json, index): INodeExecutionData => {
		const binary = options.binaries?.[index];
		return { json, ...(binary && { binary }) };
	});
	const start = {
		node: workflow.getNode('Trigger')!,
		data: { main: [items] },
		source: null,
	};
	const run = new WorkflowExecute(
		{
			...additionalData(options.credential),
			...(options.credentialsHelper && { credentialsHelper: options.credentialsHelper }),
			...(options.rootMode && { rootExecutionMode: options.rootMode }),
			hooks: hooksOf(workflow, mode),
		},
		mode,
		createRunExecutionData({
			executionData: {
				contextData: {},
				nodeExecutionStack: [start],
				metadata: {},
				waitingExecution: {},
				waitingExecutionSource: {},
			},
		}),
	).processRunExecutionData(workflow);
	options.signal?.addEventListener('abort', () => run.cancel());
	const { data } = await run;
	const [task, ...later] = data.resultData.runData.Exchange ?? [];
	return {
		outputs: outputsOf(task),
		json: jsonOf(task),
		hints: task?.hints ?? [],
		error: task?.error ?? data.resultData.error,
		later: later.map((one) => ({ json: jsonOf(one), error: one.error })),
		staticData: workflow.staticData,
	};
}

function outputsOf(task: ITaskData | undefined): INodeExecutionData[][] {
	return (task?.data?.main ?? []).map((output) => output ?? []);
}

function jsonOf(task: ITaskData | undefined): IDataObject[][] {
	return outputsOf(task).map((output) => output.map(({ json }) => json));
}

function hooksOf(workflow: Workflow, mode: WorkflowExecuteMode): ExecutionLifecycleHooks {
	return new ExecutionLifecycleHooks(mode, 'execution-1', {
		id: workflow.id,
		name: 'Workflow',
		active: false,
		isArchived: false,
		activeVersionId: null,
		createdAt: new Date(),
		updatedAt: new Date(),
		nodes: Object.values(workflow.nodes),
		connections: workflow.connectionsBySourceNode,
	});
}

/** A trigger followed by the node, which is called Exchange. */
export function workflowWith(type: INodeType, options: NodeRunOptions): Workflow {
	const { description } = type;
	const nodes: INode[] = [
		{
			id: 'trigger',
			name: 'Trigger',
			type: 'test.trigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		},
		{
			id: options.nodeId ?? 'node-1',
			name: 'Exchange',
			type: description.name,
			typeVersion: 1,
			position: [200, 0],
			parameters: options.parameters ?? {},
			onError: options.onError,
			...options.settings,
			credentials: Object.fromEntries(
				(description.credentials ?? []).map(({ name }) => [name, { id: '1', name }]),
			),
		},
	];
	const branches = options.branches ?? [Infinity];
	const trigger = triggerOf(branches);
	const connections: IConnections = {
		Trigger: {
			main: branches.map(() => [{ node: 'Exchange', type: 'main', index: 0 }]),
		},
	};
	const nodeTypes: INodeTypes = {
		getByName: (name) => (name === description.name ? type : trigger),
		getByNameAndVersion: (name) => (name === description.name ? type : trigger),
		getKnownTypes: () => ({}),
	};
	return new Workflow({
		id: options.workflowId ?? 'workflow-1',
		nodes,
		connections,
		active: false,
		nodeTypes,
		settings: { executionOrder: 'v1', ...(options.timeZone && { timezone: options.timeZone }) },
	});
}

export function additionalData(
	credential: Partial<ConnectionSettings>,
): IWorkflowExecuteAdditionalData {
	const credentialsHelper: Partial<ICredentialsHelper> = {
		getDecrypted: async () => credential as never,
		isCredentialUsableByNode: () => true,
		getParentTypes: () => [],
		getCredentialsProperties: () => [],
	};
	return {
		credentialsHelper: credentialsHelper as ICredentialsHelper,
		currentNodeExecutionIndex: 0,
		currentNodeParameters: undefined,
		restApiUrl: '',
		instanceBaseUrl: 'http://localhost',
		formWaitingBaseUrl: 'http://localhost/form-waiting',
		webhookBaseUrl: 'http://localhost/webhook',
		webhookWaitingBaseUrl: 'http://localhost/webhook-waiting',
		webhookTestBaseUrl: 'http://localhost/webhook-test',
		userId: 'user-1',
		variables: {},
		setExecutionStatus: () => {},
		secretsHelpers: {},
		logAiEvent: () => {},
	} as unknown as IWorkflowExecuteAdditionalData;
}
