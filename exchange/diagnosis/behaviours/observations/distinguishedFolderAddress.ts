import { getFolder } from '../../../ews/operations/getFolder';
import { resolveNames } from '../../../ews/operations/resolveNames';
import { call } from '../../../ews/request';
import { addressKey } from '../../../mailboxes/address';
import { seen, unseen, type Observation } from '../observation';

export const distinguishedFolderAddress: Observation = {
	name: 'distinguishedFolderAddress',
	async look({ exchange, mailbox, target }) {
		if (mailbox === undefined) return unseen('ownMailbox');
		const { candidates } = await call(
			exchange,
			resolveNames,
			{ query: mailbox, fullContactData: true },
			{ signal: target.signal, impersonate: false },
		);
		const primary = addressKey(mailbox);
		const entry = candidates.find((one) => addressKey(one.mailbox.emailAddress ?? '') === primary);
		const further = Object.values(entry?.contact?.emailAddresses ?? {})
			.filter((address) => /^smtp:/i.test(address))
			.map((address) => address.slice('smtp:'.length))
			.find((address) => addressKey(address) !== primary);
		if (further === undefined) return unseen('noFurtherAddress');
		const folders = [{ distinguished: 'calendar', mailbox: further }];
		const [answer] = await call(exchange, getFolder, { folders }, target);
		if (answer.ok) return seen('anyAddress');
		return answer.failure.responseCode === 'ErrorNonPrimarySmtpAddress'
			? seen('primaryOnly')
			: unseen('otherWay');
	},
};
