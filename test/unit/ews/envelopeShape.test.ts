import { getServerTimeZones } from '../../../exchange/ews/operations/getServerTimeZones';
import { syncFolderItems } from '../../../exchange/ews/operations/syncFolderItems';

// V8 keeps what the compiled code of a long run makes until a full collection, and all answers with it.
it('makes no shape for an answer', () => {
	const read = () => {
		getServerTimeZones.response({});
		syncFolderItems.response({ folder: { distinguished: 'calendar' } });
	};
	read();
	// Each record is made of entries.
	const made = jest.spyOn(Object, 'entries');
	read();
	expect(made).not.toHaveBeenCalled();
	made.mockRestore();
});
