import type * as operations from '../../../../exchange/ews/operations/userOptions';
import type { RequestsOf } from './requests';

export const getUserOptions: RequestsOf<typeof operations.getUserOptions> = {
	'of Outlook on the web': { folder: { distinguished: 'root' }, name: 'OWA.UserOptions' },
};
