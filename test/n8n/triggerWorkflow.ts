import type { INodeParameters } from 'n8n-workflow';
import type { N8nClient } from '../../scripts/lib/n8nClient.mjs';
import type { ExchangeServer } from '../exchangeServer';
import { subscriptionsOf } from '../exchangeServer/subscriptions';
import type { DownstreamStore } from './downstreamStore';
import { end, ours, toWorkflow, type SavedCredential } from './workflow';

export interface TriggerWorkflow {
	id: string;
	/** The name of the downstream table that it fills. */
	table: string;
	/** True when it listens, and all calendars are read and their positions kept. */
	isAtRest(exchange: ExchangeServer): boolean;
}

export interface TriggerOptions {
	mailboxes: readonly string[];
	/** Sends each event on to a table of it. Default: one step that does nothing, called End. */
	store?: DownstreamStore;
	parameters?: INodeParameters;
	/** Default: true. */
	isActive?: boolean;
}

let triggers = 0;

/** A workflow that starts with Exchange Calendar Trigger, in production unless it says otherwise. */
export async function activeTrigger(
	client: N8nClient,
	credential: SavedCredential,
	{ mailboxes, store, parameters = {}, isActive = true }: TriggerOptions,
): Promise<TriggerWorkflow> {
	const name = `trigger-${++triggers}`;
	const values = mailboxes.map((value) => ({ mailbox: { __rl: true, mode: 'address', value } }));
	const all = { mailboxes: { values }, ...parameters };
	const workflow = await client.createWorkflow(
		toWorkflow(credential, name, [
			ours('exchangeCalendarTrigger', 'Trigger', all, { next: [['End']] }),
			store ? store.step('End', name) : end('End'),
		]),
	);
	if (isActive) await client.activate(workflow.id);
	return {
		id: workflow.id,
		table: name,
		isAtRest: ({ requests, company }) =>
			subscriptionsOf(company).openStreams > 0 &&
			mailboxes.every((mailbox) => hasWritten(requests, mailbox)),
	};
}

/** The two writes of a first position: its parts, and what names them. */
function hasWritten(requests: ExchangeServer['requests'], mailbox: string): boolean {
	const writes = requests.filter(
		(one) =>
			one.operation === 'CreateUserConfiguration' && one.mailbox === mailbox && one.status > 0,
	);
	return writes.length >= 2;
}
