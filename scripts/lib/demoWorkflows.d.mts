import type { Execution, N8nClient, WorkflowTemplate } from './n8nClient.mjs';

export interface AddedWorkflow {
	id: string;
	name: string;
	/** A production run through the workflow's webhook. */
	run(body?: unknown): Promise<Execution>;
}

export const packageName: string;
export const credentialType: string;
export function readTemplate(name: 'resolve' | 'test' | 'sync'): Promise<WorkflowTemplate>;
export function webhookPath(template: WorkflowTemplate): string;
export function withCredential(
	template: WorkflowTemplate,
	credential: { id: string; name: string },
): WorkflowTemplate;
export function withParameters(
	template: WorkflowTemplate,
	nodeName: string,
	parameters: Record<string, unknown>,
): WorkflowTemplate;
export function withSchedule(template: WorkflowTemplate, isOn: boolean): WorkflowTemplate;
export function addWorkflow(client: N8nClient, template: WorkflowTemplate): Promise<AddedWorkflow>;
