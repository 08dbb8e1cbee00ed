import type { Exchange } from '../../connection';
import { fieldsOf, list } from '../../xml/shapes';
import type { MailboxRecord } from '../itemParts';
import { mailbox } from '../operations/itemPartsReader';
import { call } from '../request';
import { onlyMessage, responseMessages, SoapReader } from '../soapResponse';
import { managedService, type WrittenOperation } from './managedService';

interface Answer {
	members?: MailboxRecord[];
}

const messages = responseMessages<Answer>('ExpandDL', {
	'm:DLExpansion': fieldsOf<Answer>()('members', list({ 't:Mailbox': mailbox })),
});

const expandDL: WrittenOperation<MailboxRecord[]> = {
	name: 'ExpandDL',
	repeatable: true,
	request: ({ body }) => body,
	response: () =>
		new SoapReader(
			'ExpandDL',
			messages,
			(found, context) => onlyMessage(found, context).members ?? [],
		),
};

/** As whom the directory is asked. */
export interface AskedAs {
	/** Default: the service account itself, which needs a mailbox for it. */
	mailbox?: string;
	signal?: AbortSignal;
}

/**
 * The direct members of a group, by its address.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/expanddl-operation
 */
export async function expandDistributionList(
	exchange: Exchange,
	group: string,
	target: AskedAs = {},
): Promise<MailboxRecord[]> {
	const { service, written } = await managedService(exchange);
	const body = await written(async () => await service.ExpandGroup(group));
	return await call(exchange, expandDL, { body, asked: 1 }, target);
}
