import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { InvalidInput } from '../../exchange/errors';
import type { ListedCalendar } from '../../exchange/mailboxes/resolvedMailbox';
import { readSettings, withExchange } from './connection';
import { toNodeError } from './errors';
import { defaultCalendar } from './calendarParameter';

/** The calendars of the mailbox that the node names, the default one first. */
export async function searchCalendars(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const named = { name: 'Default Calendar', value: defaultCalendar };
	const wanted = (name: string) => name.toLowerCase().includes((filter ?? '').toLowerCase());
	const mailbox = mailboxOf(this);
	if (mailbox === undefined) return { results: [named] };
	try {
		const calendars = await listCalendars(this, mailbox);
		const others = calendars
			.filter(({ isDefault }) => !isDefault)
			.map(({ id, name, access }) => ({
				name:
					access === 'write' ? name : `${name} (${access === 'read' ? 'read only' : 'no access'})`,
				value: id,
			}));
		return { results: [named, ...others].filter(({ name }) => wanted(name)) };
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}

/** The address in the editor; undefined when it is an expression that has no value there yet. */
function mailboxOf(context: ILoadOptionsFunctions): string | undefined {
	const value = context.getCurrentNodeParameter('mailbox', { extractValue: true });
	if (typeof value !== 'string' || value.startsWith('=') || value.trim() === '') return undefined;
	return value.trim();
}

async function listCalendars(
	context: ILoadOptionsFunctions,
	mailbox: string,
): Promise<ListedCalendar[]> {
	const { resolveMailboxes } = await import('../../exchange/mailboxes/resolveMailboxes');
	return await withExchange(await readSettings(context), async (exchange) => {
		const options = { check: 'calendar', listCalendars: true } as const;
		for await (const found of resolveMailboxes(exchange, [{ user: mailbox }], options)) {
			if (found.calendars) return found.calendars;
			throw (
				found.error ??
				new InvalidInput('mailbox', `${mailbox} has no calendars to list: ${found.status}`, {
					remedy: found.message,
				})
			);
		}
		return [];
	});
}
