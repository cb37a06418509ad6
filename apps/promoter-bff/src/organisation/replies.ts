import type { Invitation, InvitationPreview, Member, Organisation } from "@liveotter/contracts/promoter/organisation";
import { toIso } from "@liveotter/core/instant";
import type { InvitationPreview as StoredPreview } from "@liveotter/database/organisation/accept-invitation";
import type { Invitation as StoredInvitation } from "@liveotter/database/organisation/invite";
import type {
  Member as StoredMember,
  Organisation as StoredOrganisation,
} from "@liveotter/database/organisation/organisation";

export const organisationReply = ({ createdAt, ...rest }: StoredOrganisation): Organisation => ({
  ...rest,
  createdAt: toIso(createdAt),
});

export const memberReply = ({ joinedAt, ...rest }: StoredMember): Member => ({ ...rest, joinedAt: toIso(joinedAt) });

export const invitationReply = ({ createdAt, expiresAt, ...rest }: StoredInvitation): Invitation => ({
  ...rest,
  createdAt: toIso(createdAt),
  expiresAt: toIso(expiresAt),
});

export const previewReply = ({ name, email, role, expiresAt }: StoredPreview): InvitationPreview => ({
  organisation: { name },
  email,
  role,
  expiresAt: toIso(expiresAt),
});
