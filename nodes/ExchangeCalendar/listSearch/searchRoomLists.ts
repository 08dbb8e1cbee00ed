import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { readSettings, withExchange } from '../../shared/connection';
import { toNodeError } from '../../shared/errors';

/** The room lists whose name or address contains what was typed. */
export async function searchRoomLists(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	try {
		const { getRoomLists } = await import('../../../exchange/calendars/rooms/getRooms');
		const lists = await withExchange(
			await readSettings(this),
			async (exchange) => await getRoomLists(exchange, askedAs(this)),
		);
		const results = lists
			.map(({ displayName, emailAddress }) => ({
				name: `${displayName} (${emailAddress})`,
				value: emailAddress,
			}))
			.filter(({ name }) => name.toLowerCase().includes(filter.trim().toLowerCase()));
		return { results };
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}

/** An expression has no value yet while the list is shown. */
function askedAs(context: ILoadOptionsFunctions): { onBehalfOf?: string } {
	const given = context.getCurrentNodeParameter('options.onBehalfOf');
	const isAddress = typeof given === 'string' && given.trim() !== '' && !given.startsWith('=');
	return isAddress ? { onBehalfOf: given.trim() } : {};
}
