import type { ITriggerFunctions } from 'n8n-workflow';
import type { ExchangeError } from '../../exchange/errors';
import { someOf } from '../../exchange/watch/someOf';
import type { WatchProblem } from '../../exchange/watch/watchedEvent';
import { altered } from '../shared/alteredError';
import { toNodeError, type NodeFailure } from '../shared/errors';
import { panelOf } from '../shared/itemValues';
import { inWordsOfPanel } from '../shared/panelWords';
import { properties } from './panel';

/** A failure as n8n shows it, with the names that fields have in the panel. */
export function toTriggerError(context: ITriggerFunctions, error: unknown): NodeFailure {
	return toNodeError(context.getNode(), inWordsOfPanel(error, panelOf(properties)));
}

/** The error with whom it is about, and with what that one may miss. */
export function errorOf({ error, mailbox, mailboxes, isUnread }: WatchProblem): ExchangeError {
	const { details, remedy } = error;
	const who = mailboxes && `It concerns only ${someOf(mailboxes)}.`;
	const missed =
		isUnread &&
		'A mailbox that is watched for the first time tells nothing of what changes until it can be read; one that was watched before misses nothing.';
	return altered(error, {
		details: { ...details, mailbox: details.mailbox ?? mailbox },
		remedy: [who, remedy, missed].filter(Boolean).join(' ') || undefined,
	});
}

/**
 * Writes a failure that others are not concerned by into the log.
 * @param mailboxes those that it concerns, each of which is named there
 */
export function logProblem(
	context: ITriggerFunctions,
	failure: NodeFailure,
	mailboxes?: readonly string[],
): void {
	context.logger.error(`${context.getNode().name}: ${failure.message}`, {
		workflowId: context.getWorkflow().id,
		description: failure.description ?? undefined,
		...(mailboxes && { mailboxes }),
	});
}
