import type { Exchange } from '../connection';
import { readGroup } from '../mailboxes/expandGroup';
import type { GroupMembers } from './ports';

/** Types of members that are no mailboxes. */
const hasNoCalendar = /^(contact|publicFolder)$/;

/**
 * The members of a group, and of the groups within, that have calendars.
 * @throws ExchangeError when the group itself can't be read
 */
export async function groupMembers(
	exchange: Exchange,
	group: string,
	signal?: AbortSignal,
): Promise<GroupMembers> {
	const { members, unread } = await readGroup(exchange, group, signal);
	const owners = members.filter(({ mailboxType }) => !hasNoCalendar.test(mailboxType));
	return { addresses: owners.map(({ emailAddress }) => emailAddress), unread };
}
