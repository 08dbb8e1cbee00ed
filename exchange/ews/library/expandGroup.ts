import type { Exchange } from '../../connection';
import { fieldsOf, into, parseBoolean, record } from '../../xml/shapes';
import type { MailboxRecord } from '../itemParts';
import { mailbox } from '../operations/itemPartsReader';
import { call } from '../request';
import { onlyMessage, responseMessages, SoapReader } from '../soapResponse';
import { managedService, type WrittenOperation } from './managedService';

export interface Expansion {
	members: MailboxRecord[];
	/** False where the server says that there are more; it gives no way to ask for them. */
	isWhole: boolean;
}

interface Answer {
	expansion?: Expansion;
}

const whole = (): Expansion => ({ members: [], isWhole: true });

const expansion = record<Expansion>(
	{
		't:Mailbox': into(mailbox, ({ members }: Expansion, member) => {
			members.push(member);
		}),
	},
	{
		initial: whole,
		attributes: {
			IncludesLastItemInRange: (read, value) => {
				read.isWhole = parseBoolean(value, 'IncludesLastItemInRange');
			},
		},
	},
);

const messages = responseMessages<Answer>('ExpandDL', {
	'm:DLExpansion': fieldsOf<Answer>()('expansion', expansion),
});

const expandDL: WrittenOperation<Expansion> = {
	name: 'ExpandDL',
	repeatable: true,
	request: ({ body }) => body,
	response: () =>
		new SoapReader(
			'ExpandDL',
			messages,
			(found, context) => onlyMessage(found, context).expansion ?? whole(),
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
): Promise<Expansion> {
	const { service, written } = await managedService(exchange);
	const body = await written(async () => await service.ExpandGroup(group));
	return await call(exchange, expandDL, { body, asked: 1 }, target);
}
