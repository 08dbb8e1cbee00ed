import { seen, unseen, type Observation } from '../observation';

export const hiddenItems: Observation = {
	name: 'hiddenItems',
	async look({ isDelegate, calendar: { rights } }) {
		if (!isDelegate) return unseen('asOwner');
		if (!rights?.createContents) return unseen('noRight');
		if (!rights.createAssociated) return seen('ownersOnly');
		// Who may create folders may be an owner.
		return rights.createHierarchy ? unseen('asOwner') : seen('editorsToo');
	},
};
