import type { ExchangeServer } from '../../../exchangeServer';
import type { Behaviours } from '../../../exchangeServer/behaviours';
import { all, call, createItem, type CallOptions } from '../rawClient';

/** What is seen of one behaviour, and what should be seen with each of its values. */
export interface Scenario<Name extends keyof Behaviours> {
	/** Others that have to be there for it to show. */
	with?: Partial<Behaviours>;
	observe(server: ExchangeServer): Promise<unknown>;
	expected: Record<Behaviours[Name], unknown>;
}

export type Scenarios<Name extends keyof Behaviours = keyof Behaviours> = {
	[One in Name]: Scenario<One>;
};

export const START = '2026-11-24T09:00:00Z';
export const END = '2026-11-24T10:00:00Z';

/** An appointment on 24 November, 9 to 10, as a request writes it. */
export function appointment(
	before = '',
	after = '',
	times: [string, string] = [START, END],
): string {
	const [start, end] = times;
	return `<t:CalendarItem>${before || '<t:Subject>Review</t:Subject>'}<t:Start>${start}</t:Start><t:End>${end}</t:End>${after}</t:CalendarItem>`;
}

/** Creates it in Alice's calendar. */
export async function created(
	server: ExchangeServer,
	item = appointment(),
	sending = 'SendToNone',
	options?: CallOptions,
): Promise<{ id: string; changeKey: string }> {
	const answer = await call(server, createItem(item, sending), options);
	const [itemId] = all(answer, 'ItemId');
	if (!itemId) throw new Error(JSON.stringify(answer));
	return { id: itemId.attributes.Id, changeKey: itemId.attributes.ChangeKey };
}

export const alice = (server: ExchangeServer) => server.company.user('alice').calendar;

/** Bob signs in himself and acts in Alice's calendar. */
export function asBob(server: ExchangeServer): CallOptions {
	const { user, password } = server.company.user('bob');
	return { as: { user, password }, mailbox: null };
}
