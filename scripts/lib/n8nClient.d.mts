import type { IConnections, INode, INodeExecutionData, IRunExecutionData } from 'n8n-workflow';

export interface WorkflowTemplate {
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings?: Record<string, unknown>;
}

export interface Credential {
	id?: string;
	name: string;
	type: string;
	data: Record<string, unknown>;
}

export interface Execution {
	id: string;
	/** `webhook`, `manual`, `trigger`, … */
	mode: string;
	/** `success`, `error`, `canceled`, … */
	status: string;
	data: IRunExecutionData;
	/** What a node gave out on one of its outputs. */
	items(node: string, output?: number): INodeExecutionData[];
	/** The error of a node that failed. */
	error(node: string): { name: string; message: string; description?: string } | undefined;
}

/** A node or credential type as the editor gets it. */
export interface TypeDescription {
	name: string;
	displayName: string;
	iconUrl?: string | { light: string; dark: string };
	[field: string]: unknown;
}

export class N8nRequestFailed extends Error {
	readonly status: number;
	readonly body: unknown;
}

export class N8nClient {
	constructor(url: string);
	readonly url: string;
	request(method: string, path: string, body?: unknown): Promise<unknown>;
	createOwner(owner: {
		email: string;
		password: string;
		firstName?: string;
		lastName?: string;
	}): Promise<void>;
	login(user: { email: string; password: string }): Promise<void>;
	nodeTypes(): Promise<TypeDescription[]>;
	credentialTypes(): Promise<TypeDescription[]>;
	createCredential(credential: Credential): Promise<{ id: string; name: string }>;
	testCredential(credential: Credential): Promise<{ status: 'OK' | 'Error'; message: string }>;
	createWorkflow(template: WorkflowTemplate): Promise<{ id: string; versionId: string }>;
	updateWorkflow(id: string, changes: Partial<WorkflowTemplate>): Promise<{ versionId: string }>;
	activate(id: string): Promise<void>;
	deactivate(id: string): Promise<void>;
	runByWebhook(workflowId: string, path: string, body?: unknown): Promise<Execution>;
	runManually(workflowId: string, triggerName: string, json?: object): Promise<Execution>;
	newestExecution(workflowId: string): Promise<string | undefined>;
	finishedExecution(id: string): Promise<Execution>;
}
