import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { readSettings, withExchange } from './connection';
import { toNodeError } from './errors';

/** Mailboxes whose name or address begins with what was typed: people, rooms and equipment. */
export async function searchMailboxes(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const query = filter?.trim();
	if (!query) return { results: [] };
	try {
		const { searchDirectory } = await import('../../exchange/mailboxes/directory');
		const settings = await readSettings(this);
		const found = await withExchange(
			settings,
			async (exchange) => await searchDirectory(exchange, query),
		);
		const results = found
			.filter(({ mailboxType }) => mailboxType === 'mailbox')
			.map(({ displayName, emailAddress }) => ({
				name: displayName ? `${displayName} (${emailAddress})` : emailAddress,
				value: emailAddress,
			}));
		return { results };
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}
