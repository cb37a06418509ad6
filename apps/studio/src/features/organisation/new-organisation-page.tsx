import { Page } from "../../ui/page.tsx";
import { OrganisationForm } from "./organisation-form.tsx";

export function NewOrganisationPage() {
  return (
    <Page
      title="New organisation"
      lede="With events and a team of its own. You will be its owner, and act for it right away."
    >
      <OrganisationForm />
    </Page>
  );
}
