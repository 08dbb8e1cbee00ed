import type { ITriggerFunctions } from 'n8n-workflow';
import { toNodeError, type NodeFailure } from '../shared/errors';
import { panelOf } from '../shared/itemValues';
import { inWordsOfPanel } from '../shared/panelWords';
import { properties } from './panel';

/** A failure as n8n shows it, with the names that fields have in the panel. */
export function toTriggerError(context: ITriggerFunctions, error: unknown): NodeFailure {
	return toNodeError(context.getNode(), inWordsOfPanel(error, panelOf(properties)));
}

/** Writes a failure that others are not concerned by into the log. */
export function logProblem(context: ITriggerFunctions, failure: NodeFailure): void {
	context.logger.error(`${context.getNode().name}: ${failure.message}`, {
		workflowId: context.getWorkflow().id,
		description: failure.description ?? undefined,
	});
}
